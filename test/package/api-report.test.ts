import * as path from "node:path";
import { Extractor, ExtractorConfig, type ExtractorMessage } from "@microsoft/api-extractor";
import { ROOT } from "./packed";

test.each(["api-extractor.json", "api-extractor.checks.json", "api-extractor.configuration.json"])(
  "the report of %s is up to date, and everything that it mentions is exported",
  (file) => {
    const said: string[] = [];
    const { succeeded } = Extractor.invoke(ExtractorConfig.loadFileAndPrepare(path.join(ROOT, file)), {
      messageCallback: (message: ExtractorMessage) => {
        if (message.logLevel === "error" || message.logLevel === "warning") said.push(message.text);
        message.handled = true;
      },
    });
    expect({ succeeded, said }).toEqual({ succeeded: true, said: [] });
  },
  60_000,
);
