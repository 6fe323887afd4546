-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Prosody lists channel-binding types even when none of its mechanisms can use them, which XEP-0440 §4 takes for an attack.
-- A server that is set up for PLAIN alone lists none.

module:hook("stream-features", function (event)
	event.features:remove_children("sasl-channel-binding", "urn:xmpp:sasl-cb:0");
end, -100);
