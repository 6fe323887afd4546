// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// All logging categories of Kith. Default level is info. Secrets and message bodies are never logged.
#include <QLoggingCategory>

Q_DECLARE_LOGGING_CATEGORY(logTransport) // net.transport
Q_DECLARE_LOGGING_CATEGORY(logStream) // net.stream
Q_DECLARE_LOGGING_CATEGORY(logSession) // net.session
Q_DECLARE_LOGGING_CATEGORY(logStore) // model.store
Q_DECLARE_LOGGING_CATEGORY(logSync) // model.sync
Q_DECLARE_LOGGING_CATEGORY(logUi) // ui
Q_DECLARE_LOGGING_CATEGORY(logApp) // app
