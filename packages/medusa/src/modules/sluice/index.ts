import { Module } from "@medusajs/framework/utils";
import { SluiceService } from "./service.ts";

export const sluiceModule = "sluice";

export default Module(sluiceModule, { service: SluiceService });
