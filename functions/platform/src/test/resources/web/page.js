import { one } from "./one.js";
