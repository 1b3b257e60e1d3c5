# The smallest program around the HTTP server, for measuring and for nginx.sh.
$(B)/tiny: $(B)/test/http/tiny.o $(filter $(B)/base/%.o $(B)/web/http_%.o $(B)/web/multipart.o,$(OBJ))
	@echo "cc $(notdir $@)"; $(CC) $(LINK_$(V)) -o $@ $^ $(LDLIBS)
