-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The account's read markers (XEP-0490): PEP node, one item for each chat, its name the chat's address. Reading 200 items
-- from the store takes 30 ms, so they stay in memory for as long as Prosody keeps the account's PEP service there.

local pep = module:depends "pep";

local xmlns_mds = "urn:xmpp:mds:displayed:0";
local xmlns_sid = "urn:xmpp:sid:0";

local lib = {};

local known = setmetatable({}, { __mode = "k" }); -- service -> { [chat] = archive id }

local function archive_id(item, user_bare)
	local displayed = item:get_child("displayed", xmlns_mds);
	-- Rooms keep their own archive, and their markers carry its name.
	local id = displayed and displayed:get_child_with_attr("stanza-id", xmlns_sid, "by", user_bare);
	return id and id.attr.id ~= "" and id.attr.id or nil;
end

function lib.read(username)
	local service = pep.get_pep_service(username);
	local markers = known[service];
	if markers then return markers; end
	markers = {};
	local user_bare = username.."@"..module.host;
	local ok, items = service:get_items(xmlns_mds, user_bare);
	if ok then
		for _, chat in ipairs(items) do
			markers[chat] = archive_id(items[chat], user_bare);
		end
		known[service] = markers;
	end -- else there is no such node, because no client of this account marks what was read
	return markers;
end

local hooks = {
	["item-published"] = function (event)
		local markers = event.node == xmlns_mds and known[event.service];
		if markers then markers[event.id] = archive_id(event.item, event.service.config.jid); end
	end;
};
local function read_again(event)
	if event.node == xmlns_mds then known[event.service] = nil; end
end
for _, event in ipairs { "item-retracted", "node-purged", "node-deleted", "node-created" } do
	hooks[event] = read_again;
end

module:handle_items("pep-service", function (event)
	for name, hook in pairs(hooks) do module:hook_object_event(event.item.service.events, name, hook); end
end, function (event)
	for name, hook in pairs(hooks) do module:unhook_object_event(event.item.service.events, name, hook); end
end, true);

return lib;
