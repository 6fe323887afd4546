// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCoreApplication;

namespace app {

/// Loads Kith's and Qt's own words in the user's language. English has a file too: it holds the plural forms. Before anything is shown; once. Main thread.
void loadTranslations(QCoreApplication &application);

} // namespace app
