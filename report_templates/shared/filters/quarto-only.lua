-- What the embedded engine does itself and Quarto needs to be told: data folds in HTML,
-- descriptions of pictures, paragraph styles and marks in Word, the quiet mark in captions.

local styles = {
  ["figure-note"] = "Figure Note", ["table-note"] = "Figure Note",
  ["lead"] = "Lead", ["quote"] = "Block Text",
}

local function is_word()
  return FORMAT:match("docx") ~= nil
end

local function fold(div)
  local summary = div.attributes.summary or "Tabel met de cijfers"
  local blocks = pandoc.Blocks({
    pandoc.Plain({
      pandoc.RawInline("html", '<details class="figure-data"><summary>'),
      pandoc.Str(summary),
      pandoc.RawInline("html", "</summary>"),
    }),
  })
  blocks:extend(div.content)
  blocks:insert(pandoc.RawBlock("html", "</details>"))
  return blocks
end

local function titled(div)
  local summary = div.attributes.summary or "Tabel met de cijfers"
  local blocks = pandoc.Blocks({ pandoc.Para({ pandoc.Strong({ pandoc.Str(summary) }) }) })
  blocks:extend(div.content)
  return blocks
end

local function change_div(div)
  if div.classes:includes("figure-data") then
    return FORMAT:match("html") and fold(div) or titled(div)
  end
  if not is_word() then
    return nil
  end
  for class, style in pairs(styles) do
    if div.classes:includes(class) then
      div.attributes["custom-style"] = style
      return div
    end
  end
end

local function quieten(span)
  if not span.classes:includes("caption-mark") then
    return nil
  end
  if is_word() then
    span.attributes["custom-style"] = "Caption Mark"
    return span
  end
  if FORMAT:match("typst") then
    local words = pandoc.Inlines({ pandoc.RawInline("typst", "#caption-mark[") })
    words:extend(span.content)
    words:insert(pandoc.RawInline("typst", "]"))
    return words
  end
end

local function describe(image)
  local alt = image.attributes["fig-alt"] or image.attributes["alt"]
  if is_word() and alt then
    image.caption = pandoc.Inlines(pandoc.Str(alt))
    return image
  end
end

local function styled(inlines, style)
  return pandoc.Div({ pandoc.Para(inlines) }, pandoc.Attr("", {}, { ["custom-style"] = style }))
end

local function logo_of(meta)
  local name = meta["logo-word"] and pandoc.utils.stringify(meta["logo-word"]) or ""
  if name == "" then
    return nil
  end
  local size = pandoc.Attr("", {}, { height = pandoc.utils.stringify(meta["logo-height"]) })
  return pandoc.Image(pandoc.utils.stringify(meta["logo-alt"]), name, "", size)
end

local function add_to_title(document)
  if not is_word() then
    return nil
  end
  local found = pandoc.List({})
  local logo = logo_of(document.meta)
  if logo then found:insert(styled(pandoc.Inlines({ logo }), "Logo")) end
  for _, mark in ipairs(document.meta.marks or {}) do
    found:insert(styled(pandoc.Inlines(pandoc.utils.stringify(mark)), "Mark"))
  end
  for index, block in ipairs(found) do
    document.blocks:insert(index, block)
  end
  return document
end

return { { Div = change_div, Image = describe, Span = quieten }, { Pandoc = add_to_title } }
