// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Stands in for libFuzzer where there is none: feeds the kept corpus to a target, then mutations of it, the same ones every time.
#include <QByteArray>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>

#include <algorithm>
#include <cstdio>
#include <random>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
extern "C" int __attribute__((weak)) LLVMFuzzerInitialize(int *argc, char ***argv);

namespace {

constexpr int kMutations = 20000;
constexpr int kMaxMilliseconds = 4000; // slow machines and sanitizers see fewer of them, in the same order
constexpr qsizetype kMaxSize = 4096;

std::mt19937 random_(7622); // NOLINT: always the same on purpose

qsizetype below(qsizetype bound)
{
    return bound > 0 ? qsizetype(random_() % uint32_t(bound)) : 0;
}

QByteArray mutated(QByteArray bytes, const QByteArrayList &corpus)
{
    for (qsizetype edits = 1 + below(6); edits > 0; --edits) {
        const qsizetype at = below(bytes.size() + 1);
        const qsizetype length = below(qMin<qsizetype>(bytes.size() - at, 16) + 1);
        switch (below(6)) {
        case 0:
            if (at < bytes.size())
                bytes[at] = char(random_());
            break;
        case 1: bytes.insert(at, char(random_())); break;
        case 2: bytes.remove(at, length); break;
        case 3: bytes.insert(below(bytes.size() + 1), bytes.mid(at, length)); break;
        case 4:
            if (at < bytes.size())
                bytes[at] = char(bytes[at] ^ (1 << below(8)));
            break;
        default: {
            const QByteArray &other = corpus[below(corpus.size())];
            const qsizetype from = below(other.size() + 1);
            bytes = bytes.left(at) + other.mid(from);
        }
        }
    }
    return bytes.left(kMaxSize);
}

void run(const QByteArray &bytes)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(bytes.constData()), size_t(bytes.size()));
}

} // namespace

int main(int argc, char **argv)
{
    if (LLVMFuzzerInitialize)
        LLVMFuzzerInitialize(&argc, &argv);
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s FOLDER-OR-FILE\n", argv[0]);
        return 2;
    }
    QStringList paths;
    const QString place = QString::fromLocal8Bit(argv[1]);
    if (QFileInfo(place).isFile()) {
        paths << place;
    } else {
        QDirIterator entries(place, QDir::Files);
        while (entries.hasNext())
            paths << entries.next();
    }
    std::sort(paths.begin(), paths.end());
    QByteArrayList corpus;
    for (const QString &path : paths) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) {
            std::fprintf(stderr, "%s: %s\n", qPrintable(path), qPrintable(file.errorString()));
            return 2;
        }
        corpus << file.readAll();
    }
    if (corpus.isEmpty()) {
        std::fprintf(stderr, "no corpus in %s\n", argv[1]);
        return 2;
    }
    run({});
    for (const QByteArray &bytes : corpus)
        run(bytes);
    QElapsedTimer timer;
    timer.start();
    int count = 0;
    if (corpus.size() > 1) { // one file alone is somebody looking at a finding
        for (; count < kMutations && !timer.hasExpired(kMaxMilliseconds); ++count)
            run(mutated(corpus[below(corpus.size())], corpus));
    }
    std::printf("%d kept, %d mutations\n", int(corpus.size()), count);
    return 0;
}
