// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ui {

class MessageView;

/// Makes every MessageView a list to screen readers, its messages the items. Safe to call often.
void installMessageViewAccessibility();

/// Tells a screen reader of a message that has just arrived.
void announceMessage(MessageView *view, int row);

} // namespace ui
