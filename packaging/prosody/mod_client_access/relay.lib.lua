-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Linking through the server: a device that has no account yet says something to the one session that waits for it at a place that nobody
-- else can name, and is answered. Everything here is in memory, small, slow and soon over. See README.md.

local cache = require "prosody.util.cache";
local id = require "prosody.util.id";
local ip = require "prosody.util.ip";
local jid = require "prosody.util.jid";
local st = require "prosody.util.stanza";
local throttle = require "prosody.util.throttle";

local xmlns = "urn:kith:linking:0";

local life = module:get_option_period("client_access_relay_time", 120, 1, 3600); -- to come in; who is in may stay as long again
local max_streams = module:get_option_integer("client_access_relay_streams", 3, 1); -- of a place, ever
local max_child = module:get_option_integer("client_access_relay_size", 8192, 256); -- octets of one child
local max_octets = module:get_option_integer("client_access_relay_octets", 65536, 1024); -- of one stream, in each direction
local max_places = 3; -- of an account
local max_strikes = 3; -- of an unauthenticated connection
local burst, burst_period = 20, 4; -- stanzas of a stream in each direction
local max_misses = module:get_option_integer("client_access_relay_misses", 10, 1); -- wrong places from one network in a minute

local rooms = {}; -- username -> place -> room
local guests = setmetatable({}, { __mode = "k" }); -- connection -> its stream
local strikes = setmetatable({}, { __mode = "k" });
local networks = cache.new(1024); -- network -> throttle of its wrong places

local function to_host(stream, state, child)
	local room = stream.room;
	local iq = st.iq({ type = "set", id = id.medium(), from = room.username .. "@" .. module.host, to = room.host.full_jid })
		:tag("relay", { xmlns = xmlns, place = room.place, stream = stream.name, state = state });
	if child then iq:add_child(child); end
	room.host.send(iq);
end

local function to_guest(stream, state, child)
	local iq = st.iq({ type = "set", id = id.medium(), from = module.host }):tag("relay", { xmlns = xmlns, place = stream.room.place, state = state });
	if child then iq:add_child(child); end
	stream.guest.send(iq);
end

local function is_there(stream)
	return not stream.guest.destroyed and stream.guest.type == "c2s_unauthed";
end

-- by: "guest" or "host", who is not told.
local function end_stream(stream, by)
	if not stream.room.streams[stream.name] then return; end
	stream.room.streams[stream.name] = nil;
	guests[stream.guest] = nil;
	if by ~= "host" and not stream.room.host.destroyed then to_host(stream, "gone"); end
	if by ~= "guest" and is_there(stream) then to_guest(stream, "gone"); end
end

local function close(room)
	local of_account = rooms[room.username];
	if not of_account or of_account[room.place] ~= room then return; end
	of_account[room.place] = nil;
	if not next(of_account) then rooms[room.username] = nil; end
	for _, stream in pairs(room.streams) do end_stream(stream, "host"); end
end

local function each_room_of(session, visit)
	local found = {};
	for _, room in pairs(rooms[session.username] or {}) do
		if room.host == session then table.insert(found, room); end
	end
	for _, room in ipairs(found) do visit(room); end
end

local function is_place(text)
	return #text >= 16 and #text <= 64 and not text:find("[^A-Za-z0-9_-]");
end

-- The room, or nil and a condition. place: nil for one of ours.
local function open(session, place)
	if place and not is_place(place) then return nil, "bad-request"; end
	each_room_of(session, close);
	local of_account = rooms[session.username] or {};
	place = place or id.medium();
	local count = 0;
	for _ in pairs(of_account) do count = count + 1; end
	if of_account[place] then return nil, "conflict"; end
	if count >= max_places then return nil, "resource-constraint"; end
	local room = { username = session.username, place = place, host = session, streams = {}, joined = 0 };
	of_account[place] = room;
	rooms[session.username] = of_account;
	module:add_timer(life, function ()
		room.is_shut = true;
		if not next(room.streams) then close(room); end
	end);
	module:add_timer(2 * life, function () close(room); end);
	return room;
end

local function new_direction()
	return { left = max_octets, rate = throttle.create(burst, burst_period) };
end

-- The one child to pass on; or nil, a kind and a condition, and whether it is the speaker's fault.
local function measured(direction, relay)
	local child = relay.tags[1];
	if not child or relay.tags[2] then return nil, "modify", "bad-request", "Exactly one element can be passed on"; end
	if not direction.rate:poll(1) then return nil, "wait", "policy-violation", "Too many at once"; end
	local size = #tostring(child);
	if size > max_child then return nil, "modify", "policy-violation", "Too large to be passed on"; end
	if size > direction.left then return nil, "cancel", "policy-violation", "Enough has been passed on"; end
	direction.left = direction.left - size;
	return st.clone(child);
end

-- The guest's side

local function network_of(session)
	local ok, address = pcall(ip.new_ip, session.ip);
	if not ok or not address then return session.ip or ""; end
	return address.proto == "IPv6" and ip.truncate(address, 64).normal or address.normal;
end

local function strike(session, stanza, kind, condition, text)
	strikes[session] = (strikes[session] or 0) + 1;
	session.send(st.error_reply(stanza, kind, condition, text));
	if strikes[session] >= max_strikes then
		session.log("warn", "Nothing but trouble from %s at the relay: %s", session.ip or "an unknown address", condition);
		session:close { condition = "policy-violation", text = "Too many wrong attempts to link" };
	end
	return true;
end

-- The stream of this connection at this place, entered if it has to be; or nil and an error. An account that is not there and one where nobody
-- waits at this place are the same.
local function enter(session, account, place)
	local username, host = jid.prepped_split(account);
	local known = guests[session];
	if known and known.room.username == username and host == module.host and known.room.place == place then return known; end

	local network = network_of(session);
	local misses = networks:get(network);
	if misses and not misses:peek(1) then return nil, "wait", "resource-constraint", "Too many wrong places"; end
	local room = username and host == module.host and rooms[username] and rooms[username][place];
	if known or not room or room.is_shut or room.host.destroyed then
		misses = misses or throttle.create(max_misses, 60);
		misses:poll(1);
		networks:set(network, misses);
		return nil, "cancel", "item-not-found", "Nobody waits there";
	end
	if room.joined >= max_streams then return nil, "cancel", "resource-constraint", "Nobody else can come in there"; end
	room.joined = room.joined + 1;
	local stream = { room = room, guest = session, name = tostring(room.joined), from_guest = new_direction(), from_host = new_direction() };
	room.streams[stream.name], guests[session] = stream, stream;
	session.log("info", "Is at a place of %s@%s", username, module.host);
	return stream;
end

local function on_guest(event)
	local session, stanza = event.origin, event.stanza;
	local relay = stanza.tags[1];
	if session.base_type ~= "c2s" then
		return;
	elseif session.type ~= "c2s_unauthed" then
		session.send(st.error_reply(stanza, "cancel", "service-unavailable"));
		return true;
	elseif not session.secure then
		session.send(st.error_reply(stanza, "modify", "policy-violation", "Encryption is required"));
		return true;
	elseif stanza.attr.type ~= "set" or not stanza.attr.id or not relay.attr.place or not relay.attr.account then
		return strike(session, stanza, "modify", "bad-request", "Place and account are needed");
	end
	local stream, kind, condition, text = enter(session, relay.attr.account, relay.attr.place);
	if not stream then return strike(session, stanza, kind, condition, text); end
	if relay.attr.state == "gone" then
		end_stream(stream, "guest");
	elseif stream.room.host.hibernating then
		session.send(st.error_reply(stanza, "wait", "recipient-unavailable", "The other device has lost its connection"));
		return true;
	else
		local child;
		child, kind, condition, text = measured(stream.from_guest, relay);
		if not child then return strike(session, stanza, kind, condition, text); end
		to_host(stream, nil, child);
	end
	session.send(st.reply(stanza));
	return true;
end

-- The host's side

local function on_host(event)
	local session, stanza = event.origin, event.stanza;
	local relay = stanza.tags[1];
	local room = rooms[session.username] and rooms[session.username][relay.attr.place or ""];
	local stream = room and room.host == session and room.streams[relay.attr.stream or ""];
	if not stream or not is_there(stream) then
		session.send(st.error_reply(stanza, "cancel", "item-not-found", "Nobody is there any more"));
		return true;
	end
	if relay.attr.state == "gone" then
		end_stream(stream, "host");
	else
		local child, kind, condition, text = measured(stream.from_host, relay);
		if not child then
			session.send(st.error_reply(stanza, kind, condition, text));
			return true;
		end
		to_guest(stream, nil, child);
	end
	session.send(st.reply(stanza));
	return true;
end

module:hook("stanza/iq/" .. xmlns .. ":relay", on_guest);
module:hook("iq-set/self/" .. xmlns .. ":relay", on_host);

-- Not for those who have signed in, and not without TLS.
module:hook("stream-features", function (event)
	local session = event.origin;
	if session.type == "c2s_unauthed" and session.secure then event.features:tag("linking", { xmlns = xmlns }):up(); end
end);

local function guest_left(session)
	local stream = session and guests[session];
	if stream then end_stream(stream, "guest"); end
end
module:hook_global("c2s-closed", function (event) guest_left(event.session); end);
module:hook("authentication-success", function (event) guest_left(event.session); end);

return {
	xmlns = xmlns, open = open, life = life,
	close_of = function (session) each_room_of(session, close); end,
	close_all = function ()
		local found = {};
		for _, of_account in pairs(rooms) do
			for _, room in pairs(of_account) do table.insert(found, room); end
		end
		for _, room in ipairs(found) do close(room); end
	end,
};
