-- Runs in Quarto alone, after it has numbered everything. Quarto's own figures, tables and boxes become
-- plain ones, and the writer of the format turns those into what the embedded engine writes too.

package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path

local choose_title_fields = require("title-fields")
local parts = require("quarto-parts")
local writers = { html = "quarto-page", typst = "quarto-pdf", docx = "quarto-word" }

local function plain_title(callout)
  local title = parts.inlines(callout.title)
  if #title == 0 and callout.appearance ~= "simple" then
    title = pandoc.Inlines(parts.box_titles[callout.type] or "")
  end
  return title
end

-- A box with a number of its own stays as Quarto has it.
local function plain_callout(callout)
  if callout.order then return nil end
  local blocks = pandoc.Blocks({})
  local title = plain_title(callout)
  if #title > 0 then
    blocks:insert(pandoc.Div({ pandoc.Plain(title) }, pandoc.Attr("", { "callout-title" })))
  end
  blocks:extend(quarto.utils.as_blocks(callout.content))
  local keys = { collapse = callout.collapse and tostring(callout.collapse) or nil }
  return pandoc.Div(blocks, pandoc.Attr(callout.attr.identifier, { "callout-" .. callout.type }, keys))
end

local function plain_figure(float, image, caption)
  image.attributes["fig-alt"] = image.attributes["fig-alt"] or float.attributes.alt
  local content = pandoc.Blocks({ pandoc.Plain({ image }) })
  return pandoc.Figure(content, { long = { pandoc.Plain(caption) } }, pandoc.Attr(float.identifier))
end

local function plain_float(float)
  local caption = parts.inlines(float.caption_long)
  if float.order then
    parts.numbers[float.identifier] = tostring(float.order.order)
  end
  local image, tbl = parts.only(float.content, "Image"), parts.only(float.content, "Table")
  if tbl then
    tbl.attr.identifier = float.identifier
    tbl.attributes["tbl-colwidths"] = tbl.attributes["tbl-colwidths"] or float.attributes["tbl-colwidths"]
    tbl.caption = { long = #caption > 0 and { pandoc.Plain(caption) } or {} }
    return tbl
  end
  return image and plain_figure(float, image, caption) or nil
end

-- For slides, and a format that we have no writer for: figures stand by themselves, and what is folded on the page
-- under a title.
local function titled(div)
  if div.classes:includes("exhibit") then return div.content end
  if not div.classes:includes("figure-data") then return nil end
  local blocks = pandoc.Blocks({ pandoc.Para({ pandoc.Strong({ pandoc.Str(parts.summary(div)) }) }) })
  blocks:extend(div.content)
  return blocks
end

-- The authors for the PDF: none where the title page shows none; the publisher became one after Quarto listed them.
local function by_author(meta)
  if not meta.author then return nil end
  return meta["by-author"] or pandoc.MetaList({ { name = { literal = parts.inlines(meta.author) } } })
end

local function read_meta(meta)
  parts.read(meta)
  choose_title_fields(meta)
  meta["by-author"] = by_author(meta)
  return meta
end

-- The empty mark that kept Quarto from reading words of a caption as an anchor.
local function empty_mark(span)
  if span.classes:includes("caption-mark") and #span.content == 0 then return {} end
end

local plain = {
  { Meta = read_meta, Pandoc = parts.number_sections },
  { FloatRefTarget = plain_float, Callout = plain_callout },
  { Span = empty_mark },
}

local writer = writers[FORMAT:match("^html") or FORMAT]
return pandoc.List(plain) .. (writer and require(writer) or { { Div = titled } })
