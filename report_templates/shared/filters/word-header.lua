-- Puts the title and marks of the report into the header of reference.docx, where they differ.

local NAME = "reference.docx"
local WORDS = '(<w:rStyle w:val="%s"/>.-<w:t[^>]*>)([^<]*)(</w:t>)'

local function with_words(xml, style, words)
  local safe = words:gsub("[&<>]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;" }):gsub("%%", "%%%%")
  return (xml:gsub(WORDS:format(style), "%1" .. safe .. "%3"))
end

local function read(path)
  local file = io.open(path, "rb")
  if not file then return nil end
  local bytes = file:read("a")
  file:close()
  return bytes
end

return function(title, mark)
  local bytes = read(NAME)
  if not bytes then return end
  local archive, changed = pandoc.zip.Archive(bytes), false
  for index, entry in ipairs(archive.entries) do
    if entry.path:match("^word/header%d*%.xml$") then
      local before = entry:contents()
      local after = with_words(with_words(before, "HeaderTitle", title), "HeaderMark", mark ~= "" and mark or " ")
      if after ~= before then
        archive.entries[index] = pandoc.zip.Entry(entry.path, after)
        changed = true
      end
    end
  end
  if changed then
    local file = assert(io.open(NAME, "wb"))
    assert(file:write(archive:bytestring()))
    assert(file:close())
  end
end
