# The program that test/log/run.sh drives: makes a whole log on disk, and
# measures the tree.  Links only what is pure.
LOG_OBJ := $(addprefix $(B)/,$(addsuffix .o,$(addprefix base/,arena err fault hash json json_read \
           log scan str text time) $(addprefix journal/,anchor cms keeper keeper_files merkle \
           note proof signet tile token)))
$(B)/logtool: $(B)/test/log/logtool.o $(LOG_OBJ)
	@echo "cc $(notdir $@)"; $(CC) $(LINK_$(V)) -o $@ $^ $(LDLIBS)
-include $(B)/test/log/logtool.d
