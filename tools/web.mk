# The smallest program around the HTTP server, for measuring and for nginx.sh.
TINY := base/% web/http_% web/multipart.o
$(B)/tiny: $(B)/test/http/tiny.o $(filter $(TINY:%=$(B)/%),$(OBJ)) $(B)/gen/base/words_vi.o
	@echo "cc $(notdir $@)"; $(CC) $(LINK_$(V)) -o $@ $^ $(LDLIBS)
