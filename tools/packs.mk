# packs/ into the program (tools/packembed.c).
PACK_FILES := $(sort $(shell find packs -mindepth 2 -name '*.json' -o -path '*/data/*.csv'))
GEN_C += $(G)/pack/embedded.c
# The folders too: a file taken away is a change.
$(G)/pack/embedded.c: $(TOOLS)/packembed $(PACK_FILES) $(shell find packs -mindepth 1 -type d)
	@mkdir -p $(@D)
	$(TOOLS)/packembed packs $(PACK_FILES) > $@
