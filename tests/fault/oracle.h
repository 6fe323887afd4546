// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/message.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

#include <vector>

namespace fault {

/// The line `number` of a device: "anna.1#17 …". What is behind the blank only makes it long.
[[nodiscard]] QString lineOf(const QString &device, int number, int length);
[[nodiscard]] QString keyOf(const QString &line); ///< "anna.1#17"
struct Key {
    QString device;
    int number = 0;
};
[[nodiscard]] Key parseKey(const QString &key); ///< device empty: not one of ours

/// What one device said, and what it was told of it.
struct Spoken {
    enum Fate {
        Said, ///< nothing was heard of it
        Stored, ///< it was seen as a row
        Refused, ///< it was given back to the writer
        Unknown, ///< the device ended before either: its own store decides
    };
    QString key;
    qint64 at = 0; ///< ms since the beginning
    Fate fate = Said;
};

/// A chat as one device holds it, or an archive.
struct Shelf {
    struct Line {
        QString key;
        bool isOwn = false; ///< of the account, not only of the device
        model::MessageState state = model::MessageState::Received;
        QString failure;
    };
    std::vector<Line> lines; ///< in order
    int unread = 0;

    [[nodiscard]] QByteArray toJson() const;
    [[nodiscard]] static Shelf fromJson(const QByteArray &json);
};

/// What a device was first handed of a line while it was online, by the server itself and not out of the archive.
struct Heard {
    int turn = 0; ///< counts what it heard
    bool delayed = false; ///< the server said that it comes late
};
using HeardLines = QHash<QString, Heard>; ///< by key

/// All that is known of one conversation when everything is quiet.
struct Evidence {
    struct Device {
        QString name; ///< "anna.1"
        QString account; ///< "anna"
        std::vector<Spoken> spoken; ///< in order
        Shelf shelf;
        HeardLines heard{};
        QStringList ackedTooEarly{}; ///< of a device in this process: see AckWatch
    };
    struct Archive {
        QString account;
        std::vector<QString> keys; ///< in order
    };
    std::vector<Device> devices;
    std::vector<Archive> archives;
    /// This server, when it moves a session to a new connection, does not bring everything to the archive of the other account, and says that it does not have what it is just archiving, so that
    /// it gets it twice; and it hands out as new, for seconds, what is newer than what it still keeps back. What its archive lacks a device need not have; everything else it must, if perhaps in the
    /// order in which it was handed out.
    bool serverHasRaces = false;
};

struct Verdict {
    enum What {
        Lost, ///< the device was seen to have it, or said nothing; it or its copy is not there
        Doubled,
        OutOfOrder,
        Ghost, ///< was given back to its writer, or never written, and is there nevertheless
        Stuck, ///< not accepted by the server
        Failed,
        AckedTooEarly, ///< what was not yet on the disk (D43)
        UnreadDiffers, ///< between the devices of one account
    };
    What what = Lost;
    QString key; ///< empty: of the whole chat
    QString where;
    QString detail;
    bool byServer = false; ///< see Evidence::serverHasRaces: no fault of ours
};
[[nodiscard]] QString toString(const Verdict &verdict);
/// How often it happened: what struck successive lines of one device is one incident, in however many places it shows. A server that is short of time has a device's whole backlog in its hands when it
/// moves the session, and then loses or doubles all of that.
[[nodiscard]] int incidents(const std::vector<Verdict> &verdicts);

/// Exactly once, in order, everywhere. Empty: so it is. A pure function.
[[nodiscard]] std::vector<Verdict> judge(const Evidence &evidence);

} // namespace fault
