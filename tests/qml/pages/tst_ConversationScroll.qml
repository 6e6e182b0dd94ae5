import QtQuick
import QtTest
import Sotto.Behaviour
import Sotto.Stage

Item {
    width: 300
    height: 400

    ListView {
        id: list

        anchors.fill: parent
        verticalLayoutDirection: ListView.BottomToTop
        model: SampleRows {
            id: rows

            defaults: ({ tall: 40 })
        }
        delegate: Rectangle {
            required property int tall

            width: 300
            height: tall
        }
    }
    ConversationScroll {
        id: scroll

        view: list
    }
    Timer {
        id: restless

        interval: 5
        repeat: true
        onTriggered: list.contentY += list.contentY % 2 === 0 ? 1 : -1
    }
    SignalSpy { id: oldest; target: scroll; signalName: "nearOldest" }

    TestCase {
        name: "ConversationScroll"
        when: windowShown

        function bottomY() {
            return list.originY + list.contentHeight - list.height;
        }
        function init() {
            rows.rows = Array.from({ length: 100 }, (nothing, i) => ({ tall: 30 + i % 3 * 20 }));
            scroll.goToEnd();
            wait(60);
        }
        function test_1_newestStaysInView() {
            verify(scroll.atEnd);
            rows.insert(0, { tall: 90 });
            tryVerify(() => Math.abs(list.contentY - bottomY()) < 1);
            verify(scroll.atEnd);
        }
        function test_2_staysWhenTheViewShrinks() {
            list.anchors.bottomMargin = 120;
            tryVerify(() => Math.abs(list.contentY - bottomY()) < 1);
            verify(scroll.atEnd);
            list.anchors.bottomMargin = 0;
            tryVerify(() => Math.abs(list.contentY - bottomY()) < 1);
        }
        function test_3_readingOlderOnesStandsStill() {
            scroll.scrollByViews(-2);
            wait(60);
            verify(!scroll.atEnd);
            const seen = list.itemAt(10, list.contentY + 200);
            const before = seen.mapToItem(list, 0, 0).y;
            rows.insert(0, { tall: 90 });
            rows.insert(0, { tall: 50 });
            wait(60);
            compare(Math.round(seen.mapToItem(list, 0, 0).y), Math.round(before));
            verify(!scroll.atEnd);
        }
        function test_4_tellsWhenOlderOnesAreNeeded() {
            oldest.clear();
            scroll.goToRow(98);
            oldest.wait();
            verify(!scroll.atEnd);
        }
        function test_5_seesTheNewestRow() {
            tryCompare(scroll, "newestSeen", 0);
            scroll.scrollByViews(-2);
            tryVerify(() => scroll.newestSeen > 10);
        }
        function test_6_tellsWhileItStillMoves() {
            scroll.goToRow(98);
            oldest.clear();
            // It moves before each time that it would rest for long enough.
            restless.start();
            oldest.wait();
            restless.stop();
        }
    }
}
