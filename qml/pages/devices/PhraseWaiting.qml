import QtQuick
import Sotto.Components
import Sotto.Theme

// What was asked with the words is being done.
//
//   offline   the relay is out of reach
Item {
    id: waiting

    property bool offline: false

    implicitHeight: waiting.offline ? notice.height : dots.height

    BusyDots {
        id: dots

        anchors.left: parent.left
        visible: !waiting.offline
        color: Theme.color.accent
    }
    Banner {
        id: notice

        width: parent.width
        visible: waiting.offline
        iconName: "offline"
        title: qsTr("The relay cannot be reached.")
        text: qsTr("Sotto goes on as soon as it can. You can leave this page meanwhile; new words wait for you in the settings.")
    }
}
