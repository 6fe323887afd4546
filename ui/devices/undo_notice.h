// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/card.h"

#include <QTimer>

#include <functional>

class QPushButton;

namespace ui {

class TextLabel;

/// What has just been done, in a sentence, and for a while the way back. Announced to screen readers. One at a time.
class UndoNotice : public Card
{
    Q_OBJECT
public:
    explicit UndoNotice(const Theme &theme, QWidget *parent = nullptr);

    /// `undo` may be empty. `later` is done when the time for undoing is over, or by settle(): for what cannot be taken back once it is done.
    void tell(const QString &sentence, std::function<void()> undo = {}, std::function<void()> later = {});
    /// Something went wrong; stays until the next.
    void warn(const QString &sentence);

    /// What waits is done now: before whoever it is done for goes.
    void settle();

    static constexpr int kTime = 10'000; ///< ms; WCAG 2.2.1: nothing is lost when it is over but a convenience

protected:
    bool event(QEvent *event) override;

private:
    void present(const QString &sentence, Tone tone);
    void expire();

    TextLabel *m_text;
    QPushButton *m_undo;
    QTimer m_timer;
    std::function<void()> m_onUndo, m_later;
};

} // namespace ui
