pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// How far the joining of an account has come.
//
//   link   the view-model (required)
FocusScope {
    id: steps

    required property LinkPage link

    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width

        Label {
            width: parent.width
            text: qsTr("Bringing everything back")
            type: Theme.type.display
            wrapMode: Text.Wrap
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
        Gap {
            size: Theme.space.xxl
        }
        Repeater {
            model: steps.link.stepTexts

            Item {
                id: step

                required property int index
                required property string modelData
                readonly property bool done: step.index < steps.link.stepIndex
                readonly property bool now: step.index === steps.link.stepIndex

                width: parent ? parent.width : 0
                height: Math.max(Theme.size.settingRow, line.implicitHeight + Theme.space.m)

                Accessible.role: Accessible.StaticText
                Accessible.name: step.done ? qsTr("%1, done").arg(step.modelData) : step.now ? qsTr("%1, now").arg(step.modelData) : qsTr("%1, not yet").arg(step.modelData)

                Item {
                    id: place

                    anchors.left: parent.left
                    anchors.verticalCenter: parent.verticalCenter
                    width: Theme.size.icon
                    height: width

                    Icon {
                        anchors.centerIn: parent
                        visible: !step.now
                        name: step.done ? "check" : "dashed-circle"
                        color: step.done ? Theme.color.good : Theme.color.textDis
                    }
                    BusyDots {
                        anchors.centerIn: parent
                        visible: step.now
                        color: Theme.color.accent
                        dotSize: Theme.space.xs
                    }
                }
                Label {
                    id: line

                    anchors.left: place.right
                    anchors.leftMargin: Theme.space.m
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    text: step.modelData
                    type: step.now ? Theme.type.bodyStrong : Theme.type.body
                    color: step.done || step.now ? Theme.color.text : Theme.color.text2
                    wrapMode: Text.Wrap
                    Accessible.ignored: true
                }
            }
        }
        Gap {
            size: Theme.space.l
        }
        Label {
            width: parent.width
            visible: steps.link.stepNote.length > 0
            text: steps.link.stepNote
            color: Theme.color.text2
            wrapMode: Text.Wrap
        }
        Button {
            anchors.left: parent.left
            visible: steps.link.canCancel
            focus: true
            text: qsTr("Cancel")
            onClicked: steps.link.cancel()
        }
    }
}
