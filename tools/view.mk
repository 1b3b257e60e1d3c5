# Views and translations: views/*.html and po/vi.po into C (see tools/viewgen.c
# and tools/pogen.c).  The tests' own views are compiled for tests alone.
TOOL_BASE := src/base/arena.c src/base/str.c src/base/err.c
VIEW_PARTS := $(wildcard tools/view_*.c)
TOOL_LIBS_viewgen := -Isrc $(VIEW_PARTS) $(TOOL_BASE)
TOOL_LIBS_pogen   := -Isrc tools/po_keys.c src/base/po.c $(TOOL_BASE) -lutf8proc
$(TOOLS)/viewgen: $(VIEW_PARTS) tools/view.h $(TOOL_BASE)
$(TOOLS)/pogen: tools/po_keys.c tools/po_keys.h src/base/po.c src/base/po.h src/base/words_table.h $(TOOL_BASE)

GEN_C += $(G)/web/views.c $(G)/base/words_vi.c
GEN_H += $(G)/web/views.h
# The folders too: a file taken away is a change.
$(G)/web/views.c $(G)/web/views.h &: $(TOOLS)/viewgen $(wildcard views views/partials views/*.html views/partials/*.html)
	@mkdir -p $(G)/web
	$(TOOLS)/viewgen views $(G)/web/views.c $(G)/web/views.h
$(G)/base/words_vi.c: $(TOOLS)/pogen po/vi.po
	@mkdir -p $(G)/base
	$(TOOLS)/pogen table po/vi.po words_vi $@

# Views are long rows of calls: more optimising costs the build, not the page.
$(B)/gen/web/views.o $(B)/gen/web/test_views.o: CFLAGS += -O1

ifeq ($(V),san)
GEN_C += $(G)/web/test_views.c
GEN_H += $(G)/web/test_views.h
endif
$(G)/web/test_views.c $(G)/web/test_views.h &: $(TOOLS)/viewgen $(wildcard test/views test/views/partials test/views/*.html test/views/partials/*.html)
	@mkdir -p $(G)/web
	$(TOOLS)/viewgen -p test_ test/views $(G)/web/test_views.c $(G)/web/test_views.h

# Pages a second: make build/bench/views && build/bench/views
build/bench/views: test/bench/views.c $(G)/web/test_views.c $(G)/base/words_vi.c src/web/template.c $(wildcard src/base/*.c) src/web/template.h
	@mkdir -p $(@D)
	$(CC) $(WARN) $(DEFS) -O2 -g $(PKG_C) -o $@ $(filter %.c,$^) $(LDLIBS)
