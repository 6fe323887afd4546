-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The other side of `kith --demo`, inside a private Prosody: makes Anna's account, contacts and three months of archive from conversations.txt, sends the
-- unread messages when she first comes online, and lets Bert answer. Never meant for a real server.
local st = require "prosody.util.stanza";
local id = require "prosody.util.id";
local datetime = require "prosody.util.datetime";
local base64 = require "prosody.util.encodings".base64;
local sha1 = require "prosody.util.hashes".sha1;
local usermanager = require "prosody.core.usermanager";
local rostermanager = require "prosody.core.rostermanager";
local storagemanager = require "prosody.core.storagemanager";

local folder = module:get_option_string("demo_folder");
local owner = module:get_option_string("demo_owner", "anna");
local host = module.host;
local owner_jid = owner .. "@" .. host;
local people, order = {}, {};

local function parse_conversations()
	local person;
	for line in io.lines(folder .. "/conversations.txt") do
		local user, name, show, status = line:match("^@(%S+)%s+(.-)%s*|%s*(%S+)%s*|%s*(.-)%s*$");
		if user then
			person = { user = user, name = name, show = show, status = status, jid = user .. "@" .. host, lines = {}, new = {} };
			people[user] = person;
			table.insert(order, person);
		elseif line:match("^new") then
			table.insert(person.new, (line:gsub("^new%s+<%s+", "")));
		else
			local days, hour, minute, who, text = line:match("^%-(%d+)%s+(%d+):(%d+)%s+([<>])%s+(.+)$");
			if days then
				local day = os.date("*t", os.time() - tonumber(days) * 86400);
				local when = os.time({ year = day.year, month = day.month, day = day.day, hour = tonumber(hour), min = tonumber(minute), sec = #person.lines % 50 });
				table.insert(person.lines, { when = when, mine = who == ">", text = text });
			end
		end
	end
end

local function chat_message(from, to, text)
	local message_id = id.medium();
	return st.message({ from = from, to = to, type = "chat", id = message_id }, text)
		:tag("origin-id", { xmlns = "urn:xmpp:sid:0", id = message_id }):up()
		:tag("request", { xmlns = "urn:xmpp:receipts" }):up()
		:tag("markable", { xmlns = "urn:xmpp:chat-markers:0" }):up();
end

local function fill_archive()
	local archive = storagemanager.open(host, module:get_option_string("archive_store", "archive"), "archive");
	local all = {};
	for _, person in ipairs(order) do
		for _, line in ipairs(person.lines) do
			table.insert(all, { person = person, when = line.when, mine = line.mine, text = line.text });
		end
	end
	table.sort(all, function (a, b) return a.when < b.when; end);
	for _, entry in ipairs(all) do
		local from, to = entry.person.jid .. "/phone", owner_jid;
		if entry.mine then from, to = owner_jid .. "/earlier", entry.person.jid; end
		archive:append(owner, nil, chat_message(from, to, entry.text), entry.when, entry.person.jid);
	end
end

local function publish_avatar(user)
	local file = io.open(folder .. "/" .. user .. ".png", "rb");
	if not file then return; end
	local png = file:read("*a");
	file:close();
	local hash = sha1(png, true);
	local service = module:depends("pep").get_pep_service(user);
	local function publish(node, payload)
		local item = st.stanza("item", { xmlns = "http://jabber.org/protocol/pubsub", id = hash }):add_child(payload);
		local ok, err = service:publish(node, true, hash, item);
		if not ok then module:log("error", "avatar of %s: %s", user, err); end
	end
	publish("urn:xmpp:avatar:data", st.stanza("data", { xmlns = "urn:xmpp:avatar:data" }):text(base64.encode(png)));
	publish("urn:xmpp:avatar:metadata", st.stanza("metadata", { xmlns = "urn:xmpp:avatar:metadata" })
		:tag("info", { bytes = tostring(#png), id = hash, type = "image/png", width = "128", height = "128" }):up());
end

local function fill_roster()
	local roster = rostermanager.load_roster(owner, host);
	for _, person in ipairs(order) do
		roster[person.jid] = { jid = person.jid, name = person.name, subscription = "both", groups = {} };
		local theirs = rostermanager.load_roster(person.user, host);
		theirs[owner_jid] = { jid = owner_jid, name = "Anna", subscription = "both", groups = {} };
		rostermanager.save_roster(person.user, host, theirs);
	end
	rostermanager.save_roster(owner, host, roster);
end

local function presence_of(person)
	local presence = st.presence({ from = person.jid .. "/phone", to = owner_jid });
	if person.show ~= "online" then presence:text_tag("show", person.show); end
	if person.status ~= "" then presence:text_tag("status", person.status); end
	return presence;
end

-- Unread messages arrive once, a moment after Anna's first presence. Contacts are online whenever she is.
local welcomed = false;
module:hook("presence/initial", function (event)
	if event.origin.username ~= owner then return; end
	module:add_timer(0.3, function ()
		for _, person in ipairs(order) do
			if person.show ~= "offline" then module:send(presence_of(person)); end
			if not welcomed then
				for _, text in ipairs(person.new) do
					module:send(chat_message(person.jid .. "/phone", owner_jid, text));
				end
			end
		end
		welcomed = true;
	end);
end);

local answers = {
	{ "key", "Mia has it! The spare one is under the third pot." };
	{ "waffle", "Two dozen. With brown cheese, before you ask." };
	{ "rain", "It stops at ten. It always stops at ten." };
	{ "hello", "Hello Anna! Ready for Saturday?" };
	{ "hi", "Hi Anna! Ready for Saturday?" };
	{ "thank", "Any time." };
	{ "%?", "Good question. Let me ask the others and get back to you." };
};
local small_talk = {
	"Sounds good to me.", "I'll write it on the list in the boat house.", "Ha, that is what Olav would have said.",
	"Fine. Ten o'clock at the jetty, then.", "Let me check the tide table… yes, that works.",
};
local said = 0;

local function answer_to(text)
	for _, rule in ipairs(answers) do
		if text:lower():find(rule[1]) then return rule[2]; end
	end
	said = said % #small_talk + 1;
	return small_talk[said];
end

local function from_bert(build)
	local bert = people.bert;
	module:send(build(bert.jid .. "/phone"));
end

-- Bert: receipt at once, then "displayed", "typing…", and an answer.
local function bert_reads(event)
	local stanza = event.stanza;
	local body = stanza:get_child_text("body");
	local message_id = stanza.attr.id;
	if not body or not message_id or stanza.attr.type == "error" then return; end
	local to = owner_jid;
	from_bert(function (from)
		return st.message({ from = from, to = to, type = "chat", id = id.medium() })
			:tag("received", { xmlns = "urn:xmpp:receipts", id = message_id }):up();
	end);
	module:add_timer(0.8, function ()
		from_bert(function (from)
			return st.message({ from = from, to = to, type = "chat", id = id.medium() })
				:tag("displayed", { xmlns = "urn:xmpp:chat-markers:0", id = message_id }):up();
		end);
		from_bert(function (from)
			return st.message({ from = from, to = to, type = "chat", id = id.medium() })
				:tag("composing", { xmlns = "http://jabber.org/protocol/chatstates" }):up();
		end);
	end);
	module:add_timer(2.4, function ()
		from_bert(function (from)
			return chat_message(from, to, answer_to(body)):tag("active", { xmlns = "http://jabber.org/protocol/chatstates" }):up();
		end);
	end);
end
module:hook("message/bare", function (event)
	if event.stanza.attr.to == "bert@" .. host then bert_reads(event); end
end, 5);
module:hook("message/full", function (event)
	if event.stanza.attr.to:sub(1, #("bert@" .. host) + 1) == "bert@" .. host .. "/" then
		bert_reads(event);
		return true;
	end
end, 5);

module:hook_global("server-started", function ()
	parse_conversations();
	if usermanager.user_exists(owner, host) then
		usermanager.set_password(owner, module:get_option_string("demo_password"), host); -- another each time
		welcomed = true;
		return;
	end
	usermanager.create_user(owner, module:get_option_string("demo_password"), host);
	for _, person in ipairs(order) do usermanager.create_user(person.user, id.long(), host); end
	fill_roster();
	fill_archive();
	publish_avatar(owner);
	for _, person in ipairs(order) do publish_avatar(person.user); end
	module:log("info", "demo is ready at %s", datetime.datetime());
end);
