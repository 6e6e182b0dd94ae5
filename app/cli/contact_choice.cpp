#include "app/cli/contact_choice.h"

#include "app/cli/identifiers.h"
#include "app/cli/utf8.h"

#include <algorithm>

namespace sotto::cli {

using crypto::Unexpected;
using storage::Contact;

namespace {

QString folded(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()))
        .normalized(QString::NormalizationForm_KC)
        .toCaseFolded();
}

template <class Matches>
std::vector<const Contact*> those(std::span<const Contact> contacts, const Matches& matches)
{
    std::vector<const Contact*> out;
    for (const Contact& contact : contacts) {
        if (contact.standing != storage::ContactStanding::Gone && matches(contact)) {
            out.push_back(&contact);
        }
    }
    return out;
}

} // namespace

crypto::Result<Contact, Refusal> chooseContact(std::span<const Contact> contacts,
                                               std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    auto found = those(contacts, [&](const Contact& c) { return idOf(c.account) == lower; });
    if (found.empty()) {
        found =
            those(contacts, [&](const Contact& c) { return c.nickname == text || c.name == text; });
    }
    if (found.empty()) {
        const QString wanted = folded(text);
        found = those(contacts, [&](const Contact& c) {
            return folded(c.nickname) == wanted || folded(c.name) == wanted;
        });
    }
    // Who has not answered yet has no name to be meant by.
    if (found.empty() || text.empty()) {
        return Unexpected(refusalOf({core::ProblemKind::NoSuchContact, {}}));
    }
    if (found.size() == 1) {
        return *found.front();
    }
    return Unexpected(Refusal{ExitStatus::Refused, "contact-ambiguous",
                              std::to_string(found.size()) + " of your contacts are called \"" +
                                  nameForTerminal(text) + "\": use the id of the one you mean."});
}

} // namespace sotto::cli
