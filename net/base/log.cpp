// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/base/log.h"

Q_LOGGING_CATEGORY(logTransport, "net.transport", QtInfoMsg)
Q_LOGGING_CATEGORY(logStream, "net.stream", QtInfoMsg)
Q_LOGGING_CATEGORY(logSession, "net.session", QtInfoMsg)
Q_LOGGING_CATEGORY(logStore, "model.store", QtInfoMsg)
Q_LOGGING_CATEGORY(logSync, "model.sync", QtInfoMsg)
Q_LOGGING_CATEGORY(logUi, "ui", QtInfoMsg)
Q_LOGGING_CATEGORY(logApp, "app", QtInfoMsg)
