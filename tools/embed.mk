# Assets into the binary: build/assets (tools/assets.mk) as one C table.
GEN_C += $(G)/web/assets.c
$(G)/web/assets.c: $(TOOLS)/embed $(ASSETS)
	@mkdir -p $(@D)
	$(TOOLS)/embed build/assets $@
