// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/store_error.h"

#include <QCoreApplication>

namespace model {

QString storeAdvice(const StoreError &error)
{
    const auto say = [](const char *sentence) { return QCoreApplication::translate("model::StoreError", sentence); };
    switch (error.kind) {
    case StoreErrorKind::CannotOpen:
        return say(QT_TRANSLATE_NOOP("model::StoreError", "Kith cannot open the file with your messages. Check that its folder exists and that you may read it."));
    case StoreErrorKind::ReadOnly:
        return say(QT_TRANSLATE_NOOP("model::StoreError", "Kith cannot write into the folder with your messages. Check its permissions and that the disk is not write-protected."));
    case StoreErrorKind::DiskFull:
        return say(QT_TRANSLATE_NOOP("model::StoreError", "The disk is full. Free some space: until then nothing new is saved, and what arrives is fetched again later."));
    case StoreErrorKind::Locked:
        return say(QT_TRANSLATE_NOOP("model::StoreError", "Another program is using the file with your messages. Close it, then try again."));
    case StoreErrorKind::Corrupt:
        return say(QT_TRANSLATE_NOOP("model::StoreError",
            "The file with your messages is damaged. Kith can set it aside and start a new one; messages that your server keeps are fetched again."));
    case StoreErrorKind::NewerSchema:
        return say(QT_TRANSLATE_NOOP("model::StoreError", "Your messages were last opened by a newer version of Kith. Install that version or a later one; nothing was changed."));
    case StoreErrorKind::MigrationFailed:
        return say(QT_TRANSLATE_NOOP("model::StoreError", "Your messages could not be brought to this version of Kith. Nothing was changed. Go back to the earlier version and report this."));
    case StoreErrorKind::Query:
        return say(QT_TRANSLATE_NOOP("model::StoreError", "Your messages could not be read or saved. Check the disk, then start Kith again."));
    }
    return {};
}

} // namespace model
