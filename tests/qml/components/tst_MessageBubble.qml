import QtQuick
import QtTest
import Sotto.Components
import Sotto.Theme

Item {
    id: page

    width: 700
    height: 600

    Component {
        id: maker

        MessageBubble {
            width: 600
        }
    }
    SignalSpy { id: spy }

    TestCase {
        name: "MessageBubble"
        when: windowShown

        function make(properties) {
            return createTemporaryObject(maker, page, Object.assign({ plainText: "Hello", formatted: "Hello", time: "09:41" }, properties));
        }
        function ground(bubble) {
            return find(bubble, item => item.joinsBelow !== undefined && item.hollow !== undefined && item.grow === 0);
        }
        function find(item, matches) {
            for (const child of Array.from(item.children)) {
                const found = matches(child) ? child : find(child, matches);
                if (found)
                    return found;
            }
            return null;
        }
        function spyOn(target, signalName) {
            spy.target = target;
            spy.signalName = signalName;
            spy.clear();
        }

        function test_ownStandAtTheEnd() {
            const theirs = ground(make({}));
            const mine = ground(make({ own: true }));
            compare(theirs.x, 0);
            compare(mine.x + mine.width, 600);
            compare(mine.width, theirs.width);
        }
        function test_longTextWrapsWithinItsShare() {
            const bubble = make({ formatted: "word ".repeat(100), plainText: "" });
            const box = ground(bubble);
            verify(box.width <= 0.8 * 600);
            verify(box.height > 100);
            verify(bubble.height > box.height);
            const letters = ground(make({ formatted: "m".repeat(300), plainText: "" }));
            verify(letters.width <= 0.8 * 600);
        }
        function test_groupsStandClose() {
            compare(ground(make({ joinsAbove: true })).y, 2);
            compare(ground(make({})).y, 12);
        }
        function test_timeAndStateAreSaid() {
            const bubble = make({ own: true, delivery: MessageMeta.Read, quoteAuthor: "Mira", quoteText: "Did they?" });
            compare(bubble.Accessible.name, "You, 09:41, Read, replying to Mira: Hello");
            const theirs = make({ author: "Noor" });
            compare(theirs.Accessible.name, "Noor, 09:41: Hello");
        }
        function test_deletedSaysSoAndShowsNothingElse() {
            const bubble = make({ deleted: true, author: "Noor" });
            compare(bubble.Accessible.name, "Noor, 09:41: Message deleted");
            verify(find(bubble, item => item.text === "Message deleted") !== null);
            verify(find(bubble, item => item.text === "Hello") === null);
        }
        function test_keys() {
            const bubble = make({ own: true, delivery: MessageMeta.NotSent });
            bubble.forceActiveFocus();
            const expected = [["replyRequested", Qt.Key_R], ["reactRequested", Qt.Key_E], ["moreRequested", Qt.Key_Menu], ["retryRequested", Qt.Key_Return]];
            for (const [signalName, key] of expected) {
                spyOn(bubble, signalName);
                keyClick(key);
                compare(spy.count, 1, signalName);
            }
            bubble.delivery = MessageMeta.Sent;
            spyOn(bubble, "retryRequested");
            keyClick(Qt.Key_Return);
            compare(spy.count, 0);
        }
        function test_hoverBarAppearsAndReplies() {
            const bubble = make({});
            mouseMove(page, 690, 590);
            const isReply = item => item.iconName === "reply";
            verify(find(bubble, isReply) === null);
            mouseMove(bubble, 20, 20);
            tryVerify(() => find(bubble, isReply) !== null);
            spyOn(bubble, "replyRequested");
            const reply = find(bubble, isReply);
            mouseClick(reply);
            compare(spy.count, 1);
            compare(reply.Accessible.name, "Reply");
        }
        function test_linkIsHandedOn() {
            const bubble = make({ formatted: "<a href='https://ferry.example/'>ferry.example</a>" });
            spyOn(bubble, "linkActivated");
            mouseClick(ground(bubble), 40, 18);
            compare(spy.count, 1);
            compare(spy.signalArguments[0][0], "https://ferry.example/");
        }
        function test_notSentCanBeTriedAgainWithThePointer() {
            const bubble = make({ own: true, delivery: MessageMeta.NotSent });
            spyOn(bubble, "retryRequested");
            mouseClick(bubble, 570, bubble.height - 6);
            compare(spy.count, 1);
        }
        function test_textOfOthersStandsByItsOwnDirection() {
            const bubble = make({ formatted: "نعم ".repeat(60), plainText: "" });
            const label = find(bubble, item => item.effectiveHorizontalAlignment !== undefined && item.text === bubble.formatted);
            compare(label.effectiveHorizontalAlignment, Text.AlignRight);
            const box = ground(bubble);
            const right = label.mapToItem(box, label.width, 0).x;
            fuzzyCompare(right, box.width - 12, 1);
        }
        function test_partsAreShownEach() {
            const bubble = make({ formatted: "", parts: [{ kind: "text", formatted: "Here:" }, { kind: "code", plain: "<b>x</b>" }, { kind: "quote", plain: "<i>y</i>" }, { kind: "quote", plain: "z", formatted: "<b>z</b>" }] });
            for (const text of ["<b>x</b>", "<i>y</i>"]) {
                const label = find(bubble, item => item.text === text && item.textFormat !== undefined);
                verify(label !== null, text);
                compare(label.textFormat, Text.PlainText);
            }
        }
        function test_remoteNamesAreShownLetterByLetter() {
            const name = "<img src='file:///x'>";
            const bubble = make({ inGroup: true, author: name, quoteAuthor: name, quoteText: name });
            let seen = 0;
            const walk = item => {
                for (const child of Array.from(item.children)) {
                    if (child.text === name && child.textFormat !== undefined) {
                        compare(child.textFormat, Text.PlainText);
                        ++seen;
                    }
                    walk(child);
                }
            };
            walk(bubble);
            compare(seen, 3);
        }
        function test_stateStandsBelowItsBubble_data() {
            return [
                { tag: "theirs", own: false, mirrored: false },
                { tag: "own", own: true, mirrored: false },
                { tag: "theirs, mirrored", own: false, mirrored: true },
                { tag: "own, mirrored", own: true, mirrored: true }
            ];
        }
        function test_stateStandsBelowItsBubble(row) {
            Theme.mirrored = row.mirrored;
            const bubble = make({ own: row.own, delivery: row.own ? MessageMeta.Sent : MessageMeta.None, formatted: "A text longer than its time" });
            const box = ground(bubble);
            const meta = find(bubble, item => item.stateX !== undefined);
            verify(meta.x >= 0 && meta.x + meta.width <= 600);
            const atRight = row.own !== row.mirrored;
            compare(atRight ? box.x + box.width - meta.x - meta.width : meta.x - box.x, 4);
        }
        function cleanup() {
            Theme.mirrored = false;
        }
        function test_growsWithTheText() {
            const small = ground(make({})).height;
            Theme.textScaleChoice = 2;
            const large = ground(make({})).height;
            Theme.textScaleChoice = 1;
            compare(large - small, 20);
        }
    }
}
