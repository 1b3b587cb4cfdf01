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

local function add_marks(document)
  if not is_word() or not document.meta.marks then
    return nil
  end
  for index, mark in ipairs(document.meta.marks) do
    local words = pandoc.Para(pandoc.Inlines(pandoc.utils.stringify(mark)))
    document.blocks:insert(index, pandoc.Div({ words }, pandoc.Attr("", {}, { ["custom-style"] = "Mark" })))
  end
  return document
end

return { { Div = change_div, Image = describe, Span = quieten }, { Pandoc = add_marks } }
