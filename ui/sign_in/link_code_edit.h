// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QLineEdit>

namespace ui {

/// Where the code of the other device is typed: forgiving, as a person who looks from one screen to the other is. Capitals, blanks and the dash come by themselves; a whole invitation or a
/// picture that is pasted is passed on. Always from left to right.
class LinkCodeEdit : public QLineEdit
{
    Q_OBJECT
public:
    static constexpr int kLength = 8;

    explicit LinkCodeEdit(const Theme &theme, QWidget *parent = nullptr);
    /// "k7 m4px2" → "K7M4-PX2": what can be a letter of a code, eight at most, with the dash in the middle. Of a longer text the part that looks like a code.
    [[nodiscard]] static QString formatted(const QString &typed);
    [[nodiscard]] bool isComplete() const;

Q_SIGNALS:
    void invitationPasted(const QString &uri);
    void picturePasted();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void tidy(const QString &typed);
};

} // namespace ui
