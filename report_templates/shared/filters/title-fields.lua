-- The title page shows the fields that `title-page` names; others become lines of the imprint.

local function stringify(value)
  return value and pandoc.utils.stringify(value) or ""
end

local standard_fields = pandoc.List({ "subtitle", "author", "date" })

return function(meta)
  if not meta["title-page"] then
    return
  end
  local shown, imprint = {}, pandoc.List({})
  for _, field in ipairs(meta["title-page"]) do
    local name = stringify(field)
    shown[name] = true
    if not standard_fields:includes(name) and meta[name] then
      imprint:insert(pandoc.MetaInlines(pandoc.Inlines(stringify(meta[name]))))
    end
  end
  for _, name in ipairs(standard_fields) do
    if not shown[name] then meta[name] = nil end
  end
  if #imprint > 0 then meta.imprint = pandoc.MetaList(imprint) end
end
