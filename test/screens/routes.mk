# The route table as text, for script/screens and for tests that visit every page.
$(B)/routes: $(B)/test/screens/routes.o $(filter-out $(MAIN),$(OBJ)) $(GEN_O) $(B)/sqlite3.o
	@echo "cc $(notdir $@)"; $(CC) $(LINK_$(V)) -o $@ $^ $(LDLIBS)
