# What the fault tests load and run (test/fault/): the shim, and the tool that puts a
# folder back to what a disk would hold.
build/fault/shim.so: test/fault/shim.c test/fault/power.h
	@mkdir -p $(@D)
	@echo "cc $(notdir $@)"; $(CC) -std=gnu11 -O1 -g -Wall -Wextra -Werror -D_GNU_SOURCE -fPIC \
	    -shared -o $@ $<
build/fault/power: test/fault/power.c test/fault/power.h $(addprefix build/release/base/,arena.o \
           err.o str.o)
	@mkdir -p $(@D)
	@echo "cc $(notdir $@)"; $(CC) $(WARN) $(DEFS) -O1 -g -o $@ $(filter-out %.h,$^)
