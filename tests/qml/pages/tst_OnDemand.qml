import QtQuick
import QtTest
import Sotto.Behaviour

Item {
    id: root

    property int answer: 42

    width: 300
    height: 200

    OnDemand {
        id: part

        active: false

        sourceComponent: Item {
            property int seen: root.answer

            implicitWidth: 70
            implicitHeight: 30
        }
    }

    TestCase {
        name: "OnDemand"
        when: windowShown

        function test_costsNothingUntilWanted() {
            compare(part.item, null);
            compare(part.height, 0);
            part.active = true;
            compare(part.item.seen, 42);
            compare(part.height, 30);
            part.width = 200;
            compare(part.item.width, 200);
            part.active = false;
            compare(part.item, null);
            compare(part.height, 0);
        }
    }
}
