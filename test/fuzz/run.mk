# Fuzz drivers: test/fuzz/NAME.c holds fuzz_NAME.  The unit tests feed them their
# corpus; `make V=fuzz CC=clang fuzzers` builds one libFuzzer program each.
FUZZ_SRC := $(filter-out test/fuzz/run%,$(wildcard test/fuzz/*.c))
FUZZ_OBJ := $(FUZZ_SRC:test/%.c=$(B)/test/%.o)

$(B)/fuzz_list.c: $(FUZZ_SRC) test/fuzz/run_list.sh test/fuzz
	@mkdir -p $(@D)
	@test/fuzz/run_list.sh $(FUZZ_SRC) > $@
$(B)/fuzz_list.o: $(B)/fuzz_list.c
	@$(CC) $(CFLAGS) -Itest -MMD -MP -c -o $@ $<
$(B)/unit: $(FUZZ_OBJ) $(B)/fuzz_list.o
-include $(FUZZ_OBJ:.o=.d)

OPT_fuzz  := -O1 -g -fsanitize=fuzzer-no-link,address,undefined \
             -fno-sanitize-recover=undefined -fno-omit-frame-pointer
FUZZ_LIB  := $(B)/tinhso.a
FUZZERS   := $(FUZZ_SRC:test/fuzz/%.c=$(B)/fuzzers/%)
.PHONY: fuzzers
fuzzers: $(FUZZERS)
# An archive, so that a driver carries only what it needs.
$(FUZZ_LIB): $(filter-out $(MAIN),$(OBJ)) $(GEN_O)
	@rm -f $@; ar rcs $@ $^
$(B)/fuzzers/%: $(B)/test/fuzz/%.o test/fuzz/run_clang.c $(FUZZ_LIB) build/release/sqlite3.o
	@mkdir -p $(@D)
	@echo "cc $@"; $(CC) -w -g -fsanitize=fuzzer,address,undefined -DDRIVER=fuzz_$* -o $@ \
	    test/fuzz/run_clang.c $< $(FUZZ_LIB) build/release/sqlite3.o $(LDLIBS)
