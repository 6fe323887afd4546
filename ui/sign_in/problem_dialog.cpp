// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sign_in/problem_dialog.h"

#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kSign = 40;

} // namespace

ProblemDialog::ProblemDialog(const Theme &theme, const QString &title, const QString &sentence, const QString &detail, const QList<Choice> &choices, int closeResult)
    : m_closeResult(closeResult)
{
    setWindowTitle(u"Kith"_s);
    setAccessibleName(title);
    setAccessibleDescription(sentence);
    auto *sign = new QLabel(this);
    sign->setPixmap(icon(theme, Icon::Warning, Tone::Warning).pixmap(QSize(kSign, kSign), devicePixelRatioF()));
    auto *heading = new TextLabel(theme, Type::Title, Tone::Text, title, this);
    heading->setWordWrap(true);
    auto *words = new TextLabel(theme, Type::Body, Tone::Text, sentence, this);
    words->setWordWrap(true);
    auto *technical = new TextLabel(theme, Type::Secondary, Tone::Secondary, detail, this);
    technical->setWordWrap(true);
    technical->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    technical->setVisible(!detail.isEmpty());

    auto *text = new QVBoxLayout;
    text->setSpacing(8);
    text->addWidget(heading);
    text->addWidget(words);
    text->addWidget(technical);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    for (const Choice &choice : choices) {
        auto *button = new QPushButton(choice.text, this);
        button->setObjectName(u"choice%1"_s.arg(choice.result));
        button->setAccessibleDescription(choice.consequence);
        const bool first = &choice == &choices.constFirst();
        setButtonKind(button, first ? ButtonKind::Primary : ButtonKind::Secondary);
        button->setDefault(first);
        connect(button, &QPushButton::clicked, this, [this, result = choice.result] { done(result); });
        buttons->addWidget(button);
        if (!choice.consequence.isEmpty()) {
            auto *consequence = new TextLabel(theme, Type::Secondary, Tone::Secondary, choice.consequence, this);
            consequence->setWordWrap(true);
            text->addWidget(consequence);
        }
    }
    auto *head = new QHBoxLayout;
    head->setSpacing(16);
    head->addWidget(sign, 0, Qt::AlignTop);
    head->addLayout(text, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 20);
    layout->setSpacing(20);
    layout->addLayout(head);
    layout->addLayout(buttons);
    setMinimumWidth(theme.scaled(520));
}

} // namespace ui
