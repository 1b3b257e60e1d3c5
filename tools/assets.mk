# build/assets: style, typeface, icons, modules, the offline checker, compressed.
ASSETS := build/assets/MANIFEST
$(ASSETS): script/assets $(wildcard views/css/*.scss views/js/*.js views/icons/*.svg views/static/*)
	script/assets
assets: $(ASSETS)
.PHONY: assets
