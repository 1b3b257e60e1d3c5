# SQL to C (tools/sqlgen): one run for all rooms, since statements are numbered
# across the program.
SQL_IN    := $(wildcard src/*/*.sql)
SQL_ROOMS := $(patsubst src/%/schema.sql,%,$(wildcard src/*/schema.sql))
SQL_C     := $(foreach r,$(SQL_ROOMS),$(G)/$(r)/$(r)_sql.c)
SQL_H     := $(SQL_C:.c=.h)
GEN_C     += $(SQL_C) $(G)/cmd/rooms_sql.c
GEN_H     += $(SQL_H)

$(TOOLS)/sqlite3.o: $(SQLITE)/sqlite3.c
	@mkdir -p $(@D)
	@echo "cc tools/sqlite3.o"; $(HOSTCC) -O1 -w -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_DQS=0 -c -o $@ $<
$(TOOLS)/sqlgen: $(wildcard tools/sqlgen/*.c tools/sqlgen/*.h) $(TOOLS)/sqlite3.o
	@echo "cc $@"; $(HOSTCC) -std=c11 -Wall -Wextra -Wno-restrict -Wno-format-truncation -Werror -O1 -g -D_GNU_SOURCE -I$(SQLITE) -o $@ $(filter %.c %.o,$^) -lpthread -lm
$(SQL_C) $(SQL_H) $(G)/cmd/rooms_sql.c &: $(TOOLS)/sqlgen $(SQL_IN) FLOORS
	@mkdir -p $(G)
	$(TOOLS)/sqlgen $(G)
