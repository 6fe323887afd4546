-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What a message is in PSYC's words (linking.md L44), and whether a service asks for it (§3). Questions with answers, nothing is changed here.

local jid_bare = require "prosody.util.jid".bare;

local xmlns_carbons = "urn:xmpp:carbons:2";
local xmlns_forward = "urn:xmpp:forward:0";

local max_services, max_length = 8, 64; -- §3

-- Nodes whose events have a word of their own; all others are plain notices.
local notices = module:get_option("client_access_notices", { ["urn:xmpp:microblog:0"] = "_notice_news" });

local function is_word(text)
	if #text > max_length or text:sub(1, 1) ~= "_" then return false; end
	for keyword in text:sub(2):gmatch("([^_]*)_?") do
		if keyword ~= "" and not keyword:find("^[A-Za-z0-9]+$") then return false; end
	end
	return not text:find("__", 1, true) and text:sub(-1) ~= "_";
end

for node, word in pairs(notices) do
	if type(node) ~= "string" or type(word) ~= "string" or not is_word(word) then
		module:log("error", "client_access_notices: %s is no word such as _notice_news, ignored", tostring(word));
		notices[node] = nil;
	end
end

-- The words in <services/>; empty for everything. Nil: one of them is none, or there are too many.
local function parse_services(element)
	local services = {};
	for child in element:childtags() do
		local word = child.name == "service" and child:get_text();
		if not word or not is_word(word) or #services == max_services then return nil; end
		table.insert(services, word);
	end
	return services;
end

-- §3: the service's keywords stand in the method, one directly behind the other.
local function matches(method, service)
	return (method .. "_"):find(service .. "_", 1, true) ~= nil;
end

local function is_call(message)
	return message:get_child(nil, "urn:xmpp:jingle-message:0") or message:get_child(nil, "urn:xmpp:jingle-message:1");
end

local function is_invitation(message)
	local x = message:get_child("x", "http://jabber.org/protocol/muc#user");
	return x and x:get_child("invite") or message:get_child("x", "jabber:x:conference");
end

local function method_of(message)
	local kind = message.attr.type;
	if kind == "error" then return "_error"; end
	if kind == "groupchat" then return "_message_public"; end
	if is_call(message) then return "_request_call"; end
	if is_invitation(message) then return "_notice_invitation"; end
	local event = message:get_child("event", "http://jabber.org/protocol/pubsub#event");
	if event then
		local items = event.tags[1];
		return items and notices[items.attr.node] or "_notice";
	end
	if kind == "headline" then return "_notice"; end
	return "_message_private"; -- receipts, markers and the like go with what they are about
end

-- What of the account's own traffic this is: the method, or nil for what is meant for this session and no other.
local function method_for(session, message)
	local bare = jid_bare(session.full_jid);
	local from = message.attr.from;
	if from == nil or from == bare then
		for _, direction in ipairs { "received", "sent" } do
			local forwarded = message:get_child(direction, xmlns_carbons);
			forwarded = forwarded and forwarded:get_child("forwarded", xmlns_forward);
			local copied = forwarded and forwarded:get_child("message", "jabber:client");
			if copied then
				if direction == "sent" and not is_call(copied) then return "_message_echo"; end
				return method_of(copied);
			end
		end
	end
	local to = message.attr.to;
	if to == session.full_jid then return nil; end
	-- Without an address it is the server's answer to this session, or a message of the account to itself.
	if to == nil and (from == nil or from == bare or jid_bare(from) ~= bare) then return nil; end
	return method_of(message);
end

return { parse_services = parse_services, matches = matches, method_of = method_of, method_for = method_for };
