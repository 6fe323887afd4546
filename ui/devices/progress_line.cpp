// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/progress_line.h"

#include "ui/devices/link_text.h"
#include "ui/widgets/text_label.h"

#include <QProgressBar>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kSteps = 1000; // numbers of messages may be larger than the bar's

} // namespace

ProgressLine::ProgressLine(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_bar(new QProgressBar(this))
    , m_words(new TextLabel(theme, Type::Secondary, Tone::Secondary, {}, this))
{
    m_bar->setObjectName(u"progress"_s);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(8);
    m_bar->setAccessibleName(tr("History"));
    m_words->setObjectName(u"progressWords"_s);
    m_words->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_bar);
    layout->addWidget(m_words);
}

void ProgressLine::setProgress(const model::LinkProgress &progress)
{
    m_bar->setRange(0, progress.ofMessages > 0 ? kSteps : 0);
    if (progress.ofMessages > 0)
        m_bar->setValue(int(qBound<double>(0, double(progress.messages) / double(progress.ofMessages), 1) * kSteps));
    m_words->setText(LinkText::progress(progress));
    m_words->show();
    m_bar->setAccessibleDescription(m_words->text());
}

void ProgressLine::setBusy()
{
    m_bar->setRange(0, 0);
    m_words->hide();
    m_bar->setAccessibleDescription({});
}

} // namespace ui
