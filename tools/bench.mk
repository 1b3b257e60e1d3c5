# What the pen does is seen at SQLite's functions: test/bench/load.c.
WRAPPED := open_v2 step bind_int64 bind_null bind_text bind_blob
$(B)/bench-load: LINK_$(V) += $(WRAPPED:%=-Wl,--wrap=sqlite3_%)
