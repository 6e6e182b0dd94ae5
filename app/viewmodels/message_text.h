#pragma once

#include "app/viewmodels/marked_ranges.h"

#include <vector>

#include <QString>

namespace sotto::viewmodels {

class TextLook;

/// A piece of a message that is shown for itself.
struct TextPart
{
    enum class Kind
    {
        Text,
        Code,
        Quote,
    };
    Kind kind = Kind::Text;
    QString text;      ///< plain, without fences or quote signs
    QString formatted; ///< markup; empty for Code
    bool rich = false; ///< needs Text.RichText, otherwise Text.StyledText does
};

/// Markdown-light of a message: **bold**, *italic* and _italic_, `code`, ``` blocks, > quotes, and
/// links as <a>. Nothing of the text becomes markup by itself: all of it is escaped, and the only
/// tags are b, i, a, br, code and span, each closed. One part for nearly every message.
/// @p marks are ranges of @p text that a search found.
[[nodiscard]] std::vector<TextPart> formatMessage(const QString& text, const TextLook& look,
                                                  const std::vector<TextRange>& marks = {},
                                                  MarkLook markLook = MarkLook::Found);

/// A message as one line without any of that, for previews.
[[nodiscard]] QString previewOf(const QString& text);

/// One line of @p text around its first mark, escaped, with marks; for Text.RichText.
[[nodiscard]] QString markedExcerpt(const QString& text, const std::vector<TextRange>& marks,
                                    const TextLook& look);

} // namespace sotto::viewmodels
