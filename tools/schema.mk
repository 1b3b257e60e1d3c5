# The program that test/schema/ajv.sh asks.  Links only what is pure.
VERDICT_OBJ := $(patsubst src/%.c,$(B)/%.o,$(wildcard src/base/*.c src/pack/schema*.c \
               src/pack/pattern*.c) src/pack/decimal.c) $(B)/gen/base/words_vi.o
$(B)/verdict: $(B)/test/schema/verdict.o $(VERDICT_OBJ)
	@echo "cc $(notdir $@)"; $(CC) $(LINK_$(V)) -o $@ $^ $(LDLIBS)
-include $(B)/test/schema/verdict.d
