// What somebody types to find messages, and what others write: the text up to the first zero byte
// is a message's, the rest a query.
#include "app/storage/conversation_store.h"
#include "app/storage/search_query.h"
#include "crypto/base/init.h"
#include "tests/fuzz/demand.h"

#include <string>

using namespace sotto;
using namespace sotto::storage;

namespace {

struct World
{
    Database database = Database::inMemory();
    ConversationStore conversations{database};
    MessageStore messages{database};
    Tokenizer tokenizer{database};
    RowId conversation = conversations.add(ConversationKind::Notes, kNoRow, 1);
};

class Places final : public TokenVisitor
{
public:
    explicit Places(std::string_view text)
        : m_text(text)
    {}
    bool visit(std::string_view word, std::size_t begin, std::size_t end) override
    {
        test::demand(!word.empty() && word.size() <= kWordBytesMax);
        test::demand(begin < end && end <= m_text.size());
        // Nothing of FTS5's syntax, and nothing that could be a conversation's token.
        test::demand(word.find_first_of(std::string_view("\0\"*()^:{}+- \x02", 13)) ==
                     std::string_view::npos);
        return true;
    }

private:
    std::string_view m_text;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = crypto::initialize();
    test::demand(ready);
    static World world;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t end = std::min(input.find('\0'), input.size());
    const std::string_view query = input.substr(std::min(end + 1, input.size()));

    for (const std::string_view text : {input, query}) {
        Places places(text);
        world.tokenizer.tokenize(text, TokenPurpose::Text, places);
        world.tokenizer.tokenize(text, TokenPurpose::Query, places);
    }

    const Transaction rollsBack(world.database);
    Message message;
    message.conversation = world.conversation;
    message.text = input.substr(0, end);
    test::demand(world.messages.add(message).has_value());
    // Any exception ends the program.
    for (const RowId conversation : {kNoRow, world.conversation}) {
        for (const SearchHit& hit : world.messages.search(query, conversation, kNoRow, 5)) {
            test::demand(hit.matches.size() <= SearchQuery::kMatchesMax);
            std::size_t last = 0;
            for (const SearchHit::Match& match : hit.matches) {
                test::demand(match.begin >= last && match.begin < match.end &&
                             match.end <= hit.message.text.size());
                last = match.end;
            }
        }
    }
    return 0;
}
