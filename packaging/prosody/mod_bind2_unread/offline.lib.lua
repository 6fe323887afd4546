-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- B5: the offline messages go unsent, because the archive has them. Those that it does not have are kept, and come with the
-- first presence as ever.

local keep_unarchived = module:get_option_boolean("bind2_unread_keep_unarchived", true);
local store = module:open_store("offline", "archive");

local lib = {};

--- first_time: when the oldest message of the archive came, nil: the archive is empty.
function lib.drop(username, first_time)
	if not keep_unarchived then
		store:delete(username);
		return;
	end
	local items = store:find(username);
	if not items then return; end
	local bare = username.."@"..module.host;
	local archived, kept = {}, 0;
	for key, stanza, when in items do
		-- What is older than the archive has aged out there. The offline store counts in whole seconds, by a clock that may be a tick behind
		-- the archive's (time(2) reads a coarse one): just behind a full second it names the one before.
		if first_time and when + 2 >= first_time and stanza:get_child_with_attr("stanza-id", "urn:xmpp:sid:0", "by", bare) then
			archived[#archived + 1] = key;
		else
			kept = kept + 1;
		end
	end
	if kept == 0 then
		if archived[1] then store:delete(username); end
		return;
	end
	module:log("debug", "%d offline messages of %s are not in the archive and stay", kept, username);
	for _, key in ipairs(archived) do
		store:delete(username, { key = key });
	end
end

return lib;
