pragma ComponentBehavior: Bound

import QtQuick
import Sotto.Native
import Sotto.Theme

// The line below a bubble: edited, time, and the state as an icon and a word.
//
//   time        short, in words: "09:41" (required)
//   fullTime    in the tool tip
//   edited      the message was changed
//   delivery    MessageMeta.None (of others), Sending, Sent, Delivered, Read, NotSent
//   stateText   replaces the state's own word: "Read by 4 of 6"
//
// retryRequested() comes with a click on what was not sent.
Item {
    id: meta

    enum Delivery {
        None,
        Sending,
        Sent,
        Delivered,
        Read,
        NotSent
    }

    required property string time
    property string fullTime
    property bool edited: false
    property int delivery: MessageMeta.None
    property string stateText

    readonly property bool failed: meta.delivery === MessageMeta.NotSent
    readonly property bool hasState: meta.delivery !== MessageMeta.None
    readonly property string word: meta.stateText.length > 0 ? meta.stateText : MessageStates.word(meta.delivery)
    readonly property int gap: Theme.space.s + Theme.space.xxs
    readonly property real stateX: timeLabel.text.length > 0 ? timeLabel.implicitWidth + meta.gap : 0

    signal retryRequested

    implicitWidth: Math.ceil(meta.hasState ? meta.stateX + sign.width + Theme.space.xs + wordLabel.implicitWidth : timeLabel.implicitWidth)
    implicitHeight: timeLabel.implicitHeight
    width: implicitWidth
    height: implicitHeight
    activeFocusOnTab: meta.failed

    Accessible.role: meta.failed ? Accessible.Button : Accessible.StaticText
    Accessible.name: meta.word
    Accessible.ignored: !meta.failed
    Accessible.onPressAction: meta.retryRequested()

    Keys.enabled: meta.failed
    Keys.onReturnPressed: meta.retryRequested()
    Keys.onEnterPressed: meta.retryRequested()
    Keys.onSpacePressed: meta.retryRequested()

    Label {
        id: timeLabel

        anchors.left: parent.left
        text: meta.edited ? (meta.time.length > 0 ? qsTr("Edited") + "\u2002 " + meta.time : qsTr("Edited")) : meta.time
        type: Theme.type.meta
        color: Theme.color.text2
        Accessible.ignored: true
    }
    Icon {
        id: sign

        anchors.left: parent.left
        anchors.leftMargin: meta.stateX
        anchors.verticalCenter: parent.verticalCenter
        name: MessageStates.icon(meta.delivery)
        size: Theme.size.iconTiny
        color: meta.failed ? Theme.color.dangerText : meta.delivery === MessageMeta.Read ? Theme.color.accentText : Theme.color.text2
    }
    Label {
        id: wordLabel

        anchors.left: sign.right
        anchors.leftMargin: Theme.space.xs
        text: meta.word
        type: Theme.type.meta
        color: meta.failed ? Theme.color.dangerText : Theme.color.text2
        Accessible.ignored: true
    }
    When {
        active: meta.failed

        MouseArea {
            anchors.fill: meta
            anchors.leftMargin: meta.stateX
            cursorShape: Qt.PointingHandCursor
            onClicked: meta.retryRequested()

            FocusRing {
                shown: meta.activeFocus
                cornerRadius: Theme.size.edge
            }
        }
    }
    HoverHandler {
        id: hover
    }
    When {
        active: hover.hovered && meta.fullTime.length > 0

        ToolTip {
            parent: meta
            visible: true
            text: meta.fullTime
        }
    }
}
