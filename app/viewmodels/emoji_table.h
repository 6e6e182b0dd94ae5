#pragma once

#include <vector>

#include <QString>
#include <QStringList>

namespace sotto::viewmodels {

/// All emoji of the picker (resources/emoji/emoji.txt), read when they are first asked for.
struct EmojiTable
{
    struct Entry
    {
        QString emoji;
        QString name;
        QString words; ///< further ones to find it by
        int group = 0;
    };
    QStringList groups;
    std::vector<Entry> entries;

    [[nodiscard]] static const EmojiTable& instance();
};

} // namespace sotto::viewmodels
