-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- As an authentication backend that asks another machine: whoever logs in waits, and so does what rides behind the login.

local sleep = require "util.async".sleep;

local function wait()
	sleep(0.02);
end

module:hook("authentication-attempt", wait);
module:hook("authentication-success", wait);
module:hook("stream-features", wait, 1000);
