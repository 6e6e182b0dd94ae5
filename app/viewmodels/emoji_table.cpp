#include "app/viewmodels/emoji_table.h"

#include <QFile>

namespace sotto::viewmodels {

namespace {

EmojiTable read()
{
    EmojiTable table;
    QFile file(QStringLiteral(":/sotto/emoji/emoji.txt"));
    if (!file.open(QIODevice::ReadOnly)) {
        return table;
    }
    const QStringList lines =
        QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString& line : lines) {
        if (line.startsWith(QLatin1String("# "))) {
            continue;
        }
        if (line.startsWith(QLatin1String("= "))) {
            table.groups.append(line.mid(2));
            continue;
        }
        const QStringList parts = line.split(QLatin1Char('\t'));
        table.entries.push_back({parts.value(0), parts.value(1), parts.value(2),
                                 static_cast<int>(table.groups.size()) - 1});
    }
    return table;
}

} // namespace

const EmojiTable& EmojiTable::instance()
{
    static const EmojiTable table = read();
    return table;
}

} // namespace sotto::viewmodels
