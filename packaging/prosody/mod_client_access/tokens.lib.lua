-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Link tokens: a session asks for one, and a new device signs in with it, once, as with a token of XEP-0484 (linking.md L50). In memory only.

local hashes = require "prosody.util.hashes";
local id = require "prosody.util.id";
local nodeprep = require "prosody.util.encodings".stringprep.nodeprep;
local time = require "prosody.util.time";
local usermanager = require "prosody.core.usermanager";

local xmlns_fast = "urn:xmpp:fast:0";
local xmlns_sasl2 = "urn:xmpp:sasl:2";

local life = module:get_option_period("client_access_token_time", 120, 1, 3600);
local tries = module:get_option_integer("client_access_token_tries", 3, 1);
local allow_unbound = module:get_option_boolean("client_access_allow_unbound", false);
local max_tokens = 4; -- of an account at the same time

local mechanisms = { ["HT-SHA-256-EXPR"] = true, ["HT-SHA-256-ENDP"] = true, ["HT-SHA-256-UNIQ"] = true, ["HT-SHA-256-NONE"] = allow_unbound };

local fast_tokens = module:open_store("fast_tokens"); -- mod_sasl2_fast's
local waiting = {}; -- username -> list of tokens

-- An expired one is known as long again, to tell its holder what is wrong.
local function tidy(username)
	local kept = {};
	for _, token in ipairs(waiting[username] or {}) do
		if time.now() < token.expires + life then table.insert(kept, token); end
	end
	waiting[username] = kept[1] and kept or nil;
	return kept;
end

-- All of an account's, or those that one client asked for.
local function forget(username, issuer)
	local kept = {};
	for _, token in ipairs(issuer and waiting[username] or {}) do
		if token.issuer ~= issuer then table.insert(kept, token); end
	end
	waiting[username] = kept[1] and kept or nil;
end

-- issuer: the client that asks; its earlier one is void.
local function issue(username, issuer, mechanism)
	if not mechanisms[mechanism] then return nil; end
	forget(username, issuer);
	local kept = tidy(username);
	while #kept >= max_tokens do table.remove(kept, 1); end
	local token = { secret = "secret-token:kith-link-" .. id.long(), mechanism = mechanism, issuer = issuer, expires = time.now() + life, wrong = 0 };
	table.insert(kept, token);
	waiting[username] = kept;
	module:add_timer(2 * life + 1, function () tidy(username); end);
	return token;
end

-- Devices that have a token of their own may be wrong without meaning ours: theirs may have expired.
local function has_own_token(username, client_id)
	local key = hashes.sha256(client_id, true);
	local held = fast_tokens:get(username) or {};
	return held[key .. "-cur"] or held[key .. "-new"];
end

-- The token that was proved, which is used up by that; or nil and why.
local function redeem(username, client_id, mechanism, proof, binding)
	local list = tidy(username);
	for i, token in ipairs(list) do
		if token.mechanism == mechanism and hashes.equals(hashes.hmac_sha256(token.secret, "Initiator" .. (binding or "")), proof) then
			table.remove(list, i);
			if time.now() >= token.expires then return nil, "credentials-expired"; end
			return token;
		end
	end
	if not list[1] or has_own_token(username, client_id) then return nil; end
	for i = #list, 1, -1 do
		list[i].wrong = list[i].wrong + 1;
		if list[i].wrong >= tries then
			module:log("warn", "%d wrong tries, a link token of %s is burnt", list[i].wrong, username);
			table.remove(list, i);
		end
	end
	return nil;
end

-- Between mod_sasl2_fast (100), which chooses its handler, and mod_sasl2 (0), which asks it; outside of mod_fast_early_data (99), as a token
-- that is good for one login needs no count.
module:hook_tag(xmlns_sasl2, "authenticate", function (session, auth)
	local handler = session.sasl_handler;
	session.kith_linked_by = nil;
	if not auth:get_child("fast", xmlns_fast) or not handler or not handler.fast then return; end
	local proves = handler.profile.ht_sha_256;
	handler.profile.ht_sha_256 = function (mechanism, username, client_id, proof, binding, invalidate)
		local proven, name, response, rotation = proves(mechanism, username, client_id, proof, binding, invalidate);
		if proven or name then return proven, name, response, rotation; end
		local user = nodeprep(username);
		if not user or not waiting[user] then return nil; end
		local token, why = redeem(user, client_id, mechanism, proof, binding);
		if not token then return nil, why; end
		if not usermanager.user_exists(user, module.host) or usermanager.user_is_enabled(user, module.host) == false then return nil; end
		session.log("info", "Signed in with a link token of %s@%s", user, module.host);
		session.kith_linked_by = token.issuer;
		-- "Rotation": mod_sasl2_fast gives the device a token of its own in the same answer, asked or not.
		return true, user, hashes.hmac_sha256(token.secret, "Responder" .. (binding or "")), not invalidate;
	end
end, 98);

for _, name in ipairs { "user-password-changed", "user-role-changed", "user-disabled", "user-deleted" } do
	module:hook_global(name, function (event)
		if event.host == module.host then forget(event.username); end
	end);
end

return { issue = issue, forget = forget };
