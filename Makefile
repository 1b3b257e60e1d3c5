# Builds tinhso.  `make` → build/tinhso; `make unit` → build/san/unit (tests,
# sanitizers on).  Generated C goes to build/gen, one folder a room.
CC      ?= gcc
HOSTCC  ?= $(CC)
V       ?= release
B       := build/$(V)
G       := build/gen
PKGS    := libpq libsodium libssl libcrypto libutf8proc pangocairo libqrencode liboath zlib libcurl \
           xlsxwriter minizip expat geos
# Of p11-kit the headers alone: the module itself is loaded when a token is named.
PKG_C   := $(shell pkg-config --cflags $(PKGS) p11-kit-1)
PKG_L   := $(shell pkg-config --libs $(PKGS))
SQLITE  := node_modules/better-sqlite3/deps/sqlite3
WARN    := -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
           -Wmissing-prototypes -Wvla -Wno-overlength-strings -Werror
DEFS    := -D_GNU_SOURCE -Isrc -I$(G) -I$(SQLITE)
OPT_release := -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
OPT_san     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
LINK_release := -pie -Wl,-z,relro,-z,now
LINK_san     := -fsanitize=address,undefined
CFLAGS   = $(WARN) $(DEFS) $(OPT_$(V)) $(PKG_C)
LDLIBS  := $(PKG_L) -lpthread -lm -ldl
# Our own flags for SQLite: one writer, WAL, FULL sync by default.
SQLITE_FLAGS := -DSQLITE_THREADSAFE=2 -DSQLITE_DEFAULT_WAL_SYNCHRONOUS=2 -DSQLITE_DQS=0 \
           -DSQLITE_OMIT_DEPRECATED -DSQLITE_OMIT_SHARED_CACHE -DSQLITE_OMIT_LOAD_EXTENSION \
           -DSQLITE_DEFAULT_MEMSTATUS=0 -DSQLITE_LIKE_DOESNT_MATCH_BLOBS -DSQLITE_MAX_EXPR_DEPTH=0 \
           -DSQLITE_USE_ALLOCA -DSQLITE_MAX_MMAP_SIZE=1099511627776 -DSQLITE_ENABLE_FTS5 -DSQLITE_STRICT_SUBTYPE=1

ROOMS   := $(shell awk '!/^\#/ { for (i = 2; i <= NF; i++) print $$i }' FLOORS)
SRC     := $(wildcard $(addprefix src/,$(addsuffix /*.c,$(ROOMS))))
OBJ     := $(SRC:src/%.c=$(B)/%.o)
MAIN    := $(B)/cmd/main.o

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all unit clean generated

all: build/tinhso

# -- generated sources: each tool adds its outputs to GEN_C and GEN_H ----------
GEN_C   :=
GEN_H   :=
TOOLS   := build/tools
$(TOOLS)/%: tools/%.c
	@mkdir -p $(@D)
	$(HOSTCC) -std=c11 -Wall -Wextra -Werror -O1 -g -D_GNU_SOURCE -I$(SQLITE) -o $@ $< $(TOOL_LIBS_$*)
-include tools/*.mk
GEN_O   := $(GEN_C:$(G)/%.c=$(B)/gen/%.o)

generated: $(GEN_H) $(GEN_C)

$(B)/sqlite3.o: $(SQLITE)/sqlite3.c
	@mkdir -p $(@D)
	@echo "cc $(notdir $@)"; $(CC) -O2 -g -w $(if $(filter san,$(V)),,-fPIE) $(SQLITE_FLAGS) -c -o $@ $<

$(B)/gen/%.o: $(G)/%.c | $(GEN_H)
	@mkdir -p $(@D)
	@echo "cc $(notdir $@)"; $(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/%.o: src/%.c | $(GEN_H)
	@mkdir -p $(@D)
	@echo "cc $(notdir $@)"; $(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

build/tinhso: $(B)/tinhso
	cp $< $@.new && mv $@.new $@

$(B)/tinhso: $(OBJ) $(GEN_O) $(B)/sqlite3.o
	@echo "cc $(notdir $@)"; $(CC) $(LINK_$(V)) -o $@ $^ $(LDLIBS)

# -- unit tests: every test_… function of test/unit, listed by name -------------
UNIT_SRC := $(wildcard test/unit/*.c test/unit/*/*.c)
UNIT_OBJ := $(UNIT_SRC:test/%.c=$(B)/test/%.o)
$(B)/unit_list.c: $(UNIT_SRC) test/unit_list.sh
	@mkdir -p $(@D)
	test/unit_list.sh $(UNIT_SRC) > $@
$(B)/test/%.o: test/%.c | $(GEN_H)
	@mkdir -p $(@D)
	@echo "cc $(notdir $@)"; $(CC) $(CFLAGS) -Itest -Wno-missing-prototypes -MMD -MP -c -o $@ $<
$(B)/unit_list.o: $(B)/unit_list.c
	@echo "cc $(notdir $@)"; $(CC) $(CFLAGS) -Itest -MMD -MP -c -o $@ $<
$(B)/unit: $(UNIT_OBJ) $(B)/unit_list.o $(filter-out $(MAIN),$(OBJ)) $(GEN_O) $(B)/sqlite3.o
	@echo "cc $(notdir $@)"; $(CC) $(LINK_$(V)) -o $@ $^ $(LDLIBS)
unit:
	$(MAKE) V=san build/san/unit
include test/fuzz/run.mk
include test/screens/routes.mk

# -- benchmarks: test/bench/NAME.c with a main of its own → build/…/bench-NAME ---
$(B)/bench-%: $(B)/test/bench/%.o $(filter-out $(MAIN),$(OBJ)) $(GEN_O) $(B)/sqlite3.o
	@echo "cc $@"; $(CC) $(LINK_$(V)) -o $@ $^ $(LDLIBS)

clean:
	rm -rf build

-include $(OBJ:.o=.d) $(GEN_O:.o=.d) $(UNIT_OBJ:.o=.d)
