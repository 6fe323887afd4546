// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/link_types.h"
#include "ui/theme/icons.h"

#include <QWidget>

#include <optional>

namespace ui {

class ProgressLine;
class TextLabel;

/// How a linking goes on or ended: a sign, a title, a sentence or two, perhaps a bar. On both devices.
class OutcomeView : public QWidget
{
    Q_OBJECT
public:
    struct Content {
        Icon icon = Icon::Link;
        Tone tone = Tone::Accent;
        QString title;
        QString sentence; ///< the cause, or how it signs in
        QString advice; ///< what to do; may be empty
        QString detail; ///< technical words, as a tool tip of the sentence
        std::optional<model::LinkProgress> progress;
        bool busy = false; ///< a bar, although nobody can say how far it is
        bool operator==(const Content &) const = default;
    };
    explicit OutcomeView(const Theme &theme, QWidget *parent = nullptr);
    void setContent(const Content &content);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Content m_content;
    QWidget *m_sign;
    TextLabel *m_title;
    TextLabel *m_sentence;
    TextLabel *m_advice;
    ProgressLine *m_progress;
};

} // namespace ui
