pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Sotto.Components
import Sotto.Theme

// What to do when sending is paused because devices or numbers do not agree.
Dialog {
    id: dialog

    heading: qsTr("What can I do?")
    lead: qsTr("Most often somebody has just set up a new device, and the news of it is still on its way.")

    Repeater {
        model: [qsTr("Wait a few minutes, then check again. When the two agree, what you wrote is sent."), qsTr("Ask on another way, by phone or in person, whether a device was added."), qsTr("Compare the safety number. If it differs, write nothing private here.")]

        RowLayout {
            id: advice

            required property string modelData
            required property int index

            Layout.fillWidth: true
            spacing: Theme.space.m

            Label {
                Layout.alignment: Qt.AlignTop
                text: Number(advice.index + 1).toLocaleString(Qt.locale(), "f", 0)
                type: Theme.type.bodyStrong
                color: Theme.color.accentText
                Accessible.ignored: true
            }
            Label {
                Layout.fillWidth: true
                text: advice.modelData
                wrapMode: Text.Wrap
                Accessible.role: Accessible.StaticText
                Accessible.name: advice.modelData
            }
        }
    }

    buttons: [
        Button {
            text: qsTr("Close")
            onClicked: dialog.close()
        }
    ]
}
